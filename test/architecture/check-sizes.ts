import { publishedFiles, type Repository } from './repository.js';

const ceilingCodeLines = 200;
const medianCodeLines = 80;

/** Small files: a ceiling for each, tests included, and a median for what is published. */
export function checkSizes(repository: Repository): string[] {
  const tooLong = repository.files
    .filter(({ codeLines }) => codeLines > ceilingCodeLines)
    .map(({ path, codeLines }) => `${path} has ${codeLines} code lines, more than ${ceilingCodeLines}`);
  const median = medianOf(publishedFiles(repository).map(({ codeLines }) => codeLines));
  return median > medianCodeLines
    ? [...tooLong, `half of the files have more than ${medianCodeLines} code lines: the median is ${median}`]
    : tooLong;
}

const medianOf = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
