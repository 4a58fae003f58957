/**
 * Runs the bundled process of the hub with the code that the engine compiled the first time: compiling it anew for
 * each of the hundreds of processes of a run would be a third of what loading them costs. Arguments: the bundle.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname } from 'node:path';
import vm from 'node:vm';

const file = process.argv[2];
const kept = `${file}.compiled`;
const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
const script = new vm.Script(Module.wrap(readFileSync(file, 'utf8')), {
  filename: file,
  cachedData,
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
const module = { exports: {} };
script.runInThisContext()(module.exports, Module.createRequire(file), module, file, dirname(file));
if (cachedData === undefined) writeFileSync(kept, script.createCachedData());
