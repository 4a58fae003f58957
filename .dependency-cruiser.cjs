// The one-way imports of CONTRIBUTING.md, one rule per sentence. `npm run check` runs them, and
// tests/platform/import-rules.test.ts shows that each of them catches what it forbids.

/** Folders of src/ that are not nouns of the business. */
const technical = 'kernel|platform|http|web|jobs|world|bench|main';
const noun = `^src/(?!(?:${technical})/)`;
const outer = '^src/(http|web|jobs|world|bench|main)/';

/** What a noun may not touch: the doors of the hub and the network. */
const doors = '^(node_modules/)?(@fastify/|fastify|bullmq|ioredis|undici|nodemailer|preact|commander)';
const network = '^(http|https|http2|net|tls|dgram|dns|child_process|worker_threads|cluster)$';
const storage = '^(fs|fs/promises)$';

module.exports = {
  forbidden: [
    {
      name: 'kernel-knows-nobody',
      comment: 'src/kernel imports nothing else of the hub.',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { path: '^(src/(?!kernel/)|adapters/)' },
    },
    {
      name: 'kernel-does-no-io',
      comment: 'src/kernel has no I/O.',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { path: [network, storage], dependencyTypes: ['core'] },
    },
    {
      name: 'platform-knows-only-the-kernel',
      comment: 'src/platform is technology without business.',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^(src/(?!(?:platform|kernel)/)|adapters/)' },
    },
    {
      name: 'nouns-know-no-doors',
      comment: 'The business does not know http, web, jobs, world, bench or main.',
      severity: 'error',
      from: { path: noun },
      to: { path: outer },
    },
    {
      name: 'nouns-use-no-door-libraries',
      comment: 'Web servers, queues and HTTP clients stay outside of the business.',
      severity: 'error',
      from: { path: noun },
      to: { path: doors, dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg'] },
    },
    {
      name: 'nouns-touch-no-network',
      comment: 'The business reaches the outside through ports.',
      severity: 'error',
      from: { path: noun },
      to: { path: network, dependencyTypes: ['core'] },
    },
    {
      name: 'doors-stand-apart',
      comment: 'http, jobs, world and bench do not import one another or web; web may use what http offers.',
      severity: 'error',
      from: { path: '^src/(http|jobs|world|bench)/' },
      to: { path: '^src/(http|web|jobs|world|bench)/', pathNot: '^src/$1/' },
    },
    {
      name: 'web-uses-only-http',
      comment: 'web may use what http offers, not jobs, world or bench.',
      severity: 'error',
      from: { path: '^src/web/' },
      to: { path: '^src/(jobs|world|bench)/' },
    },
    {
      name: 'nobody-imports-main',
      comment: 'main composes; nothing depends on the composition.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/main/' },
      to: { path: '^src/main/' },
    },
    {
      name: 'only-main-imports-adapters',
      comment: 'Which protocols exist is decided in one place.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/main/' },
      to: { path: '^adapters/' },
    },
    {
      name: 'adapters-know-only-the-kernel',
      comment: 'Of the hub an adapter imports the kernel and nothing else.',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^src/(?!kernel/)' },
    },
    {
      name: 'adapters-stand-apart',
      comment:
        'A protocol uses its own folder and the kit; only the list and the conformance suite know all protocols.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/', pathNot: '^adapters/conformance/' },
      to: { path: '^adapters/', pathNot: '^adapters/($1|kit)/' },
    },
    {
      name: 'stores-belong-to-their-noun',
      comment: "A noun may use another noun's service or model, never its store.",
      severity: 'error',
      from: { path: '^src/([^/]+)/' },
      to: { path: '^src/.*[/-]store\\.ts$', pathNot: '^src/$1/' },
    },
    {
      name: 'only-the-database-knows-the-driver',
      comment: 'Transactions and values have one door; jobs share the driver for their own pool.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/platform/(database|jobs)/' },
      to: { path: '^(node_modules/)?(pg|pg-pool|knex)(/|$)', dependencyTypes: ['npm', 'npm-no-pkg'] },
    },
    {
      name: 'no-circles',
      comment: 'Files that need each other are one file; a circle of types alone does no harm.',
      severity: 'error',
      from: { path: '^(src|adapters)/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-development-tools-in-the-hub',
      comment: 'What runs in production is in `dependencies`; the checks of `vahid check` run only in development.',
      severity: 'error',
      from: { path: '^(src|adapters)/', pathNot: '^src/main/commands/checks/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-is-declared',
      comment: 'Every import is found, and every package is named in package.json.',
      severity: 'error',
      from: { path: '^(src|adapters|tests)/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'A package that is there only because another needs it may be gone tomorrow.',
      severity: 'error',
      from: { path: '^(src|adapters|tests)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    skipAnalysisNotInRules: true,
  },
};
