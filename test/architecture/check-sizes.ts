import { publishedFiles, type Repository } from './repository.js';

const ceilingCodeLines = 200;
/** A test is a list of cases, which grows longer than code may. */
const testCeilingCodeLines = 300;
const medianCodeLines = 80;

/** Small files: a ceiling for each, and a median for what is published. */
export function checkSizes(repository: Repository): string[] {
  const tooLong = repository.files.flatMap(({ path, codeLines }) => {
    const ceiling = path.endsWith('.test.ts') ? testCeilingCodeLines : ceilingCodeLines;
    return codeLines > ceiling ? [`${path} has ${codeLines} code lines, more than ${ceiling}`] : [];
  });
  const median = medianOf(publishedFiles(repository).map(({ codeLines }) => codeLines));
  return median > medianCodeLines
    ? [...tooLong, `half of the files have more than ${medianCodeLines} code lines: the median is ${median}`]
    : tooLong;
}

const medianOf = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
