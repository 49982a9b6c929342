/** One door per outside thing: who may reach it. Types are free, they are gone at run time. */
export interface Door {
  readonly what: string;
  /** Modules behind the door, and which of their names; every name when none is given. */
  readonly modules: readonly { readonly specifier: RegExp; readonly names?: readonly string[] }[];
  /** Globals behind the door. */
  readonly globals: readonly string[];
  readonly allowed: RegExp;
}

const wholeModule = ['default', '*'];

export const doors: readonly Door[] = [
  {
    what: 'Koa',
    modules: [{ specifier: /^(koa|@koa\/.*)$/ }],
    globals: [],
    allowed: /^provider\/(app[^/]*\.ts$|http\/|oauth\/)/,
  },
  {
    what: 'the schedule',
    modules: [{ specifier: /^node-cron$/ }],
    globals: [],
    allowed: /^provider\/schedule[^/]*\.ts$/,
  },
  {
    what: 'stores',
    modules: [{ specifier: /^(keyv|@keyv\/.*)$/ }],
    globals: [],
    allowed: /^provider\/stores\//,
  },
  {
    what: 'network reads',
    modules: [
      {
        specifier: /^node:https?$/,
        names: ['request', 'get', 'Agent', 'ClientRequest', 'globalAgent', ...wholeModule],
      },
      {
        specifier: /^node:(net|tls|http2)$/,
        names: ['connect', 'createConnection', 'Socket', 'TLSSocket', ...wholeModule],
      },
      { specifier: /^node:(dns|dns\/promises|dgram)$/ },
      { specifier: /^(undici|node-fetch|axios|got)$/ },
    ],
    globals: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'],
    // A drill is a client of the service that it tries; an ACME server of a private CA needs its own root.
    allowed:
      /^(relying-party\/fetch\/|provider\/drills\/http-client\.ts$|provider\/certificates\/acme-upstream\.ts$)/,
  },
  {
    what: 'listening',
    modules: [{ specifier: /^node:(https?|net|tls|http2)$/, names: ['createServer', 'Server'] }],
    globals: [],
    allowed: /^provider\/((app|serve|listen)[^/]*\.ts$|http\/|command\/)/,
  },
  {
    what: 'the clock',
    modules: [
      { specifier: /^node:timers(\/promises)?$/ },
      { specifier: /^node:perf_hooks$/, names: ['performance', ...wholeModule] },
      { specifier: /^node:process$/, names: ['hrtime', 'uptime'] },
    ],
    globals: [
      'Date.now',
      'new Date()',
      'Date()',
      'performance.now',
      'performance.timeOrigin',
      'process.hrtime',
      'process.hrtime.bigint',
      'process.uptime',
      'setTimeout',
      'setInterval',
    ],
    allowed: /^shared\/clock\.ts$/,
  },
  // A virtual clock lets promises settle between two tasks, which takes a turn of the event loop and no time.
  {
    what: 'turns of the event loop',
    modules: [],
    globals: ['setImmediate'],
    allowed: /^shared\/(virtual-)?clock\.ts$/,
  },
  // A deadline of real network work runs in real time, whatever the clock says.
  {
    what: 'network deadlines',
    modules: [],
    globals: ['AbortSignal.timeout'],
    allowed: /^relying-party\/fetch\//,
  },
  {
    what: 'the environment',
    modules: [{ specifier: /^node:process$/, names: ['env'] }],
    globals: ['process.env'],
    allowed: /^provider\/config[^/]*(\.ts$|\/)/,
  },
];

/** Things that one file reaches, whichever it is. */
export const singleFileModules = ['pino', 'rate-limiter-flexible'];
