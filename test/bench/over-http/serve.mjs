// One server in a process of its own, with nothing of the others in it; its name and what it is to serve are the arguments.
const servers = {
  keyturn: async () => (await import('./keyturn.mjs')).serveKeyturn,
  'oidc-provider': async () => (await import('./oidc-provider.mjs')).serveOidcProvider,
  'bare token': async () => (await import('./bare.mjs')).serveBareToken,
  'bare document': async () => (await import('./bare.mjs')).serveBareDocument,
};

const [name, options] = process.argv.slice(2);
const serve = await servers[name]();
const about = await serve(JSON.parse(options));
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send(user + system);
});
process.on('disconnect', () => process.exit());
process.send(about);
