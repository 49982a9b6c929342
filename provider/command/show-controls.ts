/** Control characters but tab and new line (C0, DEL, C1), and what turns the direction of a text (UAX 9). */
const hidden = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * A text as it may go to a terminal: reasons, and answers of servers, are words of others, and a terminal obeys what is
 * in them. As JSON writes them, so that JSON stays what it was.
 */
export function showControls(text: string): string {
  return text.replace(hidden, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
