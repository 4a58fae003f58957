import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

export interface LookUps<Key, Value> {
  /** Two keys of one name are one question. */
  readonly nameOf: (key: Key) => string;
  /** Answers all questions in one query, by their names; what is not there is left out. */
  readonly load: (keys: readonly Key[]) => Promise<ReadonlyMap<string, Value>>;
}

interface Question<Key, Value> {
  readonly key: Key;
  readonly answer: Promise<Value | undefined>;
  readonly resolve: (value: Value | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Most keys of one query. */
const mostKeys = 500;
/** A query that is silent for longer holds up only those who asked by it. */
const patienceMs = 50;

/**
 * Look-ups that come while a query runs go together into the next one, each key once. Nothing is kept: the query that
 * answers begins after the question was asked, so whatever was committed before is seen.
 */
export function coalesce<Key, Value>(lookUps: LookUps<Key, Value>): (key: Key) => Promise<Value | undefined> {
  const waiting = new Map<string, Question<Key, Value>>();
  let isBusy = false;
  // A query that serves many belongs to none of them, least of all to the transaction of one.
  const inNobodysName = AsyncLocalStorage.snapshot();

  async function serve(): Promise<void> {
    isBusy = true;
    // Whoever is read from the network in the same turn of the event loop comes along.
    await turnOfTheLoop();
    let isOver = false;
    const next = () => {
      if (isOver) return;
      isOver = true;
      clearTimeout(patience);
      isBusy = waiting.size > 0;
      if (isBusy) void serve();
    };
    const patience = setTimeout(next, patienceMs);
    await answerAll(takeFrom(waiting), lookUps.load);
    next();
  }

  return (key) => {
    const name = lookUps.nameOf(key);
    const asked = waiting.get(name);
    if (asked) return asked.answer;
    const question = askFor<Key, Value>(key);
    waiting.set(name, question);
    if (!isBusy) inNobodysName(() => void serve());
    return question.answer;
  };
}

function askFor<Key, Value>(key: Key): Question<Key, Value> {
  let resolve: Question<Key, Value>['resolve'] = () => undefined;
  let reject: Question<Key, Value>['reject'] = () => undefined;
  const answer = new Promise<Value | undefined>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { key, answer, resolve, reject };
}

/** The oldest questions, which wait no longer. */
function takeFrom<Key, Value>(waiting: Map<string, Question<Key, Value>>): Map<string, Question<Key, Value>> {
  const taken = new Map([...waiting].slice(0, mostKeys));
  for (const name of taken.keys()) waiting.delete(name);
  return taken;
}

async function answerAll<Key, Value>(
  questions: ReadonlyMap<string, Question<Key, Value>>,
  load: LookUps<Key, Value>['load'],
): Promise<void> {
  try {
    const found = await load([...questions.values()].map((question) => question.key));
    for (const [name, question] of questions) question.resolve(found.get(name));
  } catch (error) {
    for (const question of questions.values()) question.reject(error);
  }
}
