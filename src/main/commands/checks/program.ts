import { join, relative } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../run-tool.ts';
import { houseRules } from './house-rules.ts';

/**
 * Checks types and, over the same program, the rules of CONTRIBUTING.md that need to know types and that the linter
 * therefore cannot see. Answers with one line per finding.
 */
export function checkProgram(configFile: string = join(projectRoot, 'tsconfig.json')): string[] {
  const root = join(configFile, '..');
  const { config, error } = ts.readConfigFile(configFile, (path) => ts.sys.readFile(path));
  if (error) return [textOf(error, root)];
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options });
  const types = ts.getPreEmitDiagnostics(program).map((diagnostic) => textOf(diagnostic, root));
  return [...parsed.errors.map((problem) => textOf(problem, root)), ...types, ...checkRules(program, root)];
}

function checkRules(program: ts.Program, root: string): string[] {
  const findings: string[] = [];
  const checker = program.getTypeChecker();
  for (const file of program.getSourceFiles()) {
    const path = relative(root, file.fileName).replaceAll('\\', '/');
    const rules = houseRules.filter((rule) => rule.applies(path));
    if (rules.length === 0) continue;
    const visit = (node: ts.Node): void => {
      for (const rule of rules) {
        if (rule.breaks(node, checker)) findings.push(`${placeOf(file, node.getStart(file), root)}: ${rule.message}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return findings;
}

function textOf(diagnostic: ts.Diagnostic, root: string): string {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
  const { file, start } = diagnostic;
  return file && start !== undefined ? `${placeOf(file, start, root)}: ${message}` : message;
}

function placeOf(file: ts.SourceFile, position: number, root: string): string {
  const { line, character } = file.getLineAndCharacterOfPosition(position);
  return `${relative(root, file.fileName)}:${line + 1}:${character + 1}`;
}
