/** A slice keeps the text it was cut from alive: for what is kept long. */
export function copyText(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
