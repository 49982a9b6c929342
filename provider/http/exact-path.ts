/** A route for one path and nothing like it: no case folding, no trailing slash, no patterns from a configured path. */
export function exactPath(path: string): RegExp {
  return new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$`);
}
