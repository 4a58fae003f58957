import { type Command, Option } from 'commander';
import { type Language, languages } from '../../platform/messages/language.ts';

/** What every command says that tells operators something in their language. */
export interface Said {
  readonly language: Language;
  readonly json?: true;
}

/** Adds the language, and JSON for machines. */
export function spoken(command: Command): Command {
  const language = new Option('--language <code>', 'in which words').choices(languages).default('en');
  return command.addOption(language).option('--json', 'one line of JSON, nothing else');
}
