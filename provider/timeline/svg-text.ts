const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in SVG: no markup, and none of the characters that XML 1.0 section 2.2 has no place for. */
export function escapeText(text: string): string {
  return text.replace(unwritable, '\ufffd').replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** Control characters, halves of a pair and what is no character. */
const unwritable = /[\p{Cc}\p{Surrogate}\p{Noncharacter_Code_Point}]/gu;

/** A number as a coordinate: what is below a hundredth of a pixel nobody sees. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export interface TextPlace {
  readonly x: number;
  readonly y: number;
  readonly style?: string;
  readonly anchor?: 'start' | 'middle' | 'end';
}

export function svgText(text: string, { x, y, style, anchor = 'start' }: TextPlace): string {
  const named = style === undefined ? '' : ` class="${style}"`;
  const anchored = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text x="${coordinate(x)}" y="${coordinate(y)}"${named}${anchored}>${escapeText(text)}</text>`;
}
