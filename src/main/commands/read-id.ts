import { InvalidArgumentError } from 'commander';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads an id that `list` shows; anything else ends the command before it asks the database. */
export function idOf(list: string): (text: string) => string {
  return (text) => {
    if (!uuid.test(text)) throw new InvalidArgumentError(`the id that \`${list}\` shows.`);
    return text;
  };
}
