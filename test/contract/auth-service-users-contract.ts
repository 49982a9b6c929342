import { describe, expect, test } from 'vitest';
import type { User, Users } from '../../provider/examples/auth-service/users.js';

const jane: User = { id: 'a1', name: 'jane', passwordHash: 'scrypt:…', role: 'reader' };

/**
 * What every database of the auth service keeps.
 * @param begin an empty one, which can be opened several times.
 */
export function describeUsers(name: string, begin: () => Promise<() => Promise<Users>>): void {
  describe(name, () => {
    test('a user is found by name, by another process too, and nobody else is', async () => {
      const open = await begin();
      const users = await open();
      expect(await users.find('jane')).toBeUndefined();
      expect(await users.add(jane)).toBe(true);
      expect(await users.find('jane')).toEqual(jane);
      for (const other of ["jane' --", "' OR '1'='1", 'JANE', 'jan_', '%', ''])
        expect(await users.find(other)).toBeUndefined();
      const again = await open();
      expect(await again.find('jane')).toEqual(jane);
      await users.close();
      await again.close();
    });

    test('of many who want a name at once, one gets it', async () => {
      const users = await (await begin())();
      const added = await Promise.all(
        Array.from({ length: 10 }, (_, number) => users.add({ ...jane, id: `a${number}` })),
      );
      expect(added.filter((isAdded) => isAdded)).toHaveLength(1);
      expect((await users.find('jane'))?.id).toBe(`a${added.indexOf(true)}`);
      await users.close();
    });

    test('a role goes to a user who is there', async () => {
      const users = await (await begin())();
      await users.add(jane);
      expect(await users.setRole('jane', 'admin')).toBe(true);
      expect(await users.setRole('john', 'admin')).toBe(false);
      expect(await users.find('jane')).toEqual({ ...jane, role: 'admin' });
      await users.close();
    });
  });
}
