/** One setting and the rule it breaks. Never the value: it may be a secret. */
export interface SettingProblem {
  readonly variable: string;
  readonly rule: string;
}

/** Every wrong setting at once, so that nobody mends one only to be told of the next. */
export class ConfigurationProblems extends Error {
  override readonly name = 'ConfigurationProblems';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    const lines = problems.map(({ variable, rule }) => `  ${variable}: ${rule}`);
    super([`${problems.length} wrong in the settings (see .env.example):`, ...lines].join('\n'));
    this.problems = problems;
  }
}
