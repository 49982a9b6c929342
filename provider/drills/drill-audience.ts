/** The service that every drill's tokens are for. */
export const DRILL_AUDIENCE = 'https://drill.example';
