import ts from 'typescript';
import { isWrittenOut } from './sql-text.ts';

/** A rule of CONTRIBUTING.md that a tree of syntax and types can decide. */
export interface HouseRule {
  readonly name: string;
  readonly message: string;
  /** Whether the rule holds in a file, by its path from the root. */
  applies(path: string): boolean;
  breaks(node: ts.Node, checker: ts.TypeChecker): boolean;
}

const inHub = (path: string) => /^(src|adapters)\//.test(path);
const inHubOrTests = (path: string) => /^(src|adapters|tests)\//.test(path);
const inNoun = (path: string) => /^src\/(?!(kernel|platform|http|web|jobs|world|bench|main)\/)/.test(path);

export const houseRules: readonly HouseRule[] = [
  {
    name: 'no-enum',
    message: 'no enum: a union of literals says the same and is data',
    applies: inHubOrTests,
    breaks: (node) => ts.isEnumDeclaration(node),
  },
  {
    name: 'classes-are-errors',
    message: 'functions over classes: only a kind of Error is a class',
    applies: inHub,
    breaks: (node) => ts.isClassLike(node) && !extendsError(node),
  },
  {
    name: 'time-is-injected',
    message: 'time is injected (Clock): no Date.now() and no new Date() without a value in the business',
    applies: inNoun,
    breaks: (node) => isDateNow(node) || isNewDateOfNow(node),
  },
  {
    name: 'randomness-is-injected',
    message: 'randomness is injected (Ids): no Math.random() in the business',
    applies: inNoun,
    breaks: (node) => isCallOf(node, 'Math', 'random'),
  },
  {
    name: 'sql-is-written-out',
    message: 'SQL is never string-built: write the statement out and use $1',
    applies: (path) => inHub(path) && !path.startsWith('src/platform/database/'),
    breaks: (node, checker) => isSqlCall(node, checker) && !isWrittenOut(node.arguments[0], checker),
  },
  {
    name: 'promises-are-awaited',
    message: 'this promise is neither awaited nor returned: its failure would be lost (write `void` if that is meant)',
    applies: inHubOrTests,
    breaks: (node, checker) => ts.isExpressionStatement(node) && isLostPromise(node.expression, checker),
  },
];

function extendsError(node: ts.ClassLikeDeclaration): boolean {
  const parent = node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  return parent !== undefined && /(Error|Violation|Problem|Refused|Unknown)$/.test(parent.expression.getText());
}

function isCallOf(node: ts.Node, object: string, method: string): boolean {
  return ts.isCallExpression(node) && node.expression.getText() === `${object}.${method}`;
}

function isDateNow(node: ts.Node): boolean {
  return isCallOf(node, 'Date', 'now');
}

function isNewDateOfNow(node: ts.Node): boolean {
  return ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
}

/** A call of one of the three methods of `Sql` (src/platform/database/sql.ts), whatever the variable is called. */
function isSqlCall(node: ts.Node, checker: ts.TypeChecker): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  if (!['rows', 'first', 'run'].includes(node.expression.name.text)) return false;
  return checker.getTypeAtLocation(node.expression.expression).symbol?.name === 'Sql';
}

/** An assignment keeps it, `.catch` and `.then(_, handler)` deal with its failure, `void` says that it may be lost. */
function isLostPromise(expression: ts.Expression, checker: ts.TypeChecker): boolean {
  if (ts.isAwaitExpression(expression) || ts.isVoidExpression(expression) || ts.isBinaryExpression(expression)) {
    return false;
  }
  if (ts.isCallExpression(expression) && ts.isPropertyAccessExpression(expression.expression)) {
    const method = expression.expression.name.text;
    if (method === 'catch' || (method === 'then' && expression.arguments.length > 1)) return false;
  }
  const type = checker.getTypeAtLocation(expression);
  const parts = type.isUnion() ? type.types : [type];
  return parts.some((part) => part.symbol?.name === 'Promise');
}
