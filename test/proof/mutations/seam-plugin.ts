import { fileURLToPath } from 'node:url';
import { seamNames } from './mutants.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const switchPath = `${root}test/proof/mutations/switch.ts`;

/**
 * Opens the seams: each shipped function that has mutants is called by way of the switch. A function declaration is a
 * binding that its own file may set, and whoever imports it sees what it is set to.
 */
export function openSeams() {
  return {
    name: 'keyturn-seams',
    enforce: 'pre' as const,
    transform(code: string, id: string) {
      const names = seamNames.filter((name) => id === `${root}${moduleOf(name)}.ts`);
      if (names.length === 0) return undefined;
      const missing = names.find(
        (name) => !new RegExp(`^export function ${functionOf(name)}\\b`, 'm').test(code),
      );
      if (missing !== undefined) throw new Error(`there is no function ${missing}`);
      const set = names.map(
        (name) => `// @ts-ignore\n${functionOf(name)} = seamed('${name}', ${functionOf(name)});`,
      );
      return {
        code: `import { seamed } from ${JSON.stringify(switchPath)};\n${code}\n${set.join('\n')}\n`,
        map: null,
      };
    },
  };
}

const moduleOf = (name: string) => name.slice(0, name.indexOf('#'));
const functionOf = (name: string) => name.slice(name.indexOf('#') + 1);
