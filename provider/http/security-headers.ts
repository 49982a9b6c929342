/** Of every answer, whoever gives it: nothing here is a page, so nothing may be framed, scripted or sniffed. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** Nor embedded, but for what is meant to be read by any page (Fetch standard, CORP). */
export const ownOriginAlone: readonly string[] = ['Cross-Origin-Resource-Policy', 'same-origin'];

/** RFC 6797 section 7.2: only over https, as the client sees it. A year. */
export const strictTransport = 'max-age=31536000';
