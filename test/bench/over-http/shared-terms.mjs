/** What all who serve have in common. */
export const issuer = 'https://issuer.example';
export const audience = 'https://api.example';
export const scope = 'read';
export const clientId = 'service';
export const clientSecret = 'G6Zr2vU0cQWm1mB8cZ2nX0oJ7t4yK9sLdE5fHaPqRuw';
export const tokenLifetimeSeconds = 300;

export function listenOnLoopback(server) {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}
