/**
 * A hub of one line: starts the embedded server in the folder it is given, says where, and stops it when its standard
 * input ends. Run as a process of its own, so that it can be killed and run as another user.
 */
import { startEmbedded } from '../../src/platform/database/embedded.ts';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('which folder?');
const server = await startEmbedded({ dataDir, log: () => undefined, settings: { fsync: 'off' } });
process.stdout.write(`${JSON.stringify({ url: server.url, owned: server.owned })}\n`);
process.stdin.resume();
process.stdin.once('end', () => void server.stop());
