/** An RFC 7638 thumbprint that begins with a hyphen, as one in 64 does. */
const HYPHEN_KID = /^-[\w-]{42}$/;

/**
 * `keys` with each kid that looks like an option behind `--`, where it is taken for what it is. Nobody should have to
 * know that in an emergency. Pure.
 */
export function putKidsLast(args: readonly string[]): readonly string[] {
  if (args[0] !== 'keys' || args.includes('--')) return args;
  const isKid = (arg: string, at: number) => HYPHEN_KID.test(arg) && args[at - 1] !== '--kid';
  const kids = args.filter(isKid);
  return kids.length === 0 ? args : [...args.filter((arg, at) => !isKid(arg, at)), '--', ...kids];
}
