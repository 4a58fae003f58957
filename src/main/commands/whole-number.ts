import { InvalidArgumentError } from 'commander';

/** Reads a flag that is a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^[0-9]{1,9}$/.test(text) || number < least) {
      throw new InvalidArgumentError(`a whole number from ${least} on.`);
    }
    return number;
  };
}
