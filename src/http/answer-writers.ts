import { SerializerSelector } from '@fastify/fast-json-stringify-compiler';

type Factory = ReturnType<typeof SerializerSelector>;
type Compile = ReturnType<Factory>;
type Writer = ReturnType<Compile>;

const compileAll = SerializerSelector();
const known = new Map<string, Map<string, Writer>>();

/**
 * Compiles what writes answers, each schema once: the documents of refusals are the same on every route, and compiling them
 * for each took most of the time in which a process starts. Writers keep no state, so the servers of a process share them.
 */
export const answerWriters: Factory = (shared, options) => {
  const compile = compileAll(shared, options);
  const name = JSON.stringify([shared, options]);
  const writers = known.get(name) ?? new Map<string, Writer>();
  known.set(name, writers);
  return (route) => {
    const schema = JSON.stringify(route.schema);
    const writer = writers.get(schema) ?? compile(route);
    writers.set(schema, writer);
    return writer;
  };
};
