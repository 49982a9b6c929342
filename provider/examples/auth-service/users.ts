import { z } from 'zod';

export const roles = ['reader', 'admin'] as const;

export type Role = (typeof roles)[number];

export interface User {
  /** For tokens: a name may go to somebody else one day, an id never. */
  readonly id: string;
  readonly name: string;
  readonly passwordHash: string;
  readonly role: Role;
}

/** As databases give a user back. */
export const userRow = z.object({
  id: z.string(),
  name: z.string(),
  passwordHash: z.string(),
  role: z.enum(roles),
});

/** Letters that nobody takes for other letters. */
export const userName = /^[a-z][a-z0-9._-]{2,31}$/;

/** Where users are kept. Another database is another file of this shape. */
export interface Users {
  find(name: string): Promise<User | undefined>;
  /** False where the name is taken: the database decides, so of two at once one gets it. */
  add(user: User): Promise<boolean>;
  /** False where there is no such user. */
  setRole(name: string, role: Role): Promise<boolean>;
  close(): Promise<void>;
}
