import { type Door, doors, singleFileModules } from './doors.js';
import { readOutsideUses } from './outside-uses.js';
import { publishedFiles, type Repository, type SourceFile } from './repository.js';

/** Each outside thing is reached through its own door only, so that it can be replaced, faked and watched there. */
export function checkDoors(repository: Repository): string[] {
  const files = publishedFiles(repository);
  return [
    ...files.flatMap((file) => doors.filter(({ allowed }) => !allowed.test(file.path)).flatMap(passes(file))),
    ...singleFileModules.flatMap((specifier) => checkSingleFile(specifier, files)),
  ];
}

const passes = (file: SourceFile) => {
  const uses = readOutsideUses(file.program);
  return (door: Door) => [
    ...file.imports
      .filter(({ specifier, typeOnly, valueNames }) => !typeOnly && isBehind(door, specifier, valueNames))
      .map(
        ({ specifier, line }) => `${file.path}:${line} imports ${specifier} outside the door to ${door.what}`,
      ),
    ...uses
      .filter(({ name }) => door.globals.includes(name))
      .map(({ name, line }) => `${file.path}:${line} uses ${name} outside the door to ${door.what}`),
  ];
};

const isBehind = (door: Door, specifier: string, valueNames: readonly string[]) =>
  door.modules.some(
    (module) =>
      module.specifier.test(specifier) &&
      (module.names === undefined || valueNames.some((name) => module.names?.includes(name))),
  );

function checkSingleFile(specifier: string, files: readonly SourceFile[]): string[] {
  const users = files.filter(({ imports }) =>
    imports.some((reached) => reached.specifier === specifier && !reached.typeOnly),
  );
  const paths = users.map(({ path }) => path).join(', ');
  return users.length > 1 ? [`${specifier} is reached by more than one file: ${paths}`] : [];
}
