/** Whether two answers mean the same, so that keys at hand stay in use. Functions are the same by identity alone. */
export function isSameOptions(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const [namesA, namesB] = [Object.keys(a), Object.keys(b)];
  return (
    namesA.length === namesB.length &&
    namesA.every((name) => Object.hasOwn(b, name) && isSameOptions(a[name], b[name]))
  );
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null;
}
