/** The larger of two as a member, left out while neither is known. */
export function longest<Name extends string>(
  name: Name,
  one: number | undefined,
  other: number | undefined,
): { readonly [member in Name]?: number } {
  if (one === undefined && other === undefined) return {};
  return { [name]: Math.max(one ?? 0, other ?? 0) } as { readonly [member in Name]?: number };
}
