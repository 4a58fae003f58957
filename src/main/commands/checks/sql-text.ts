import ts from 'typescript';

/**
 * True when the text of a statement stands in the source: a literal, a constant that holds one, or a template, choice, list
 * joined, or constant function applied, made of nothing but such. Whatever else flows into SQL belongs behind a placeholder.
 */
export function isWrittenOut(node: ts.Node | undefined, checker: ts.TypeChecker): boolean {
  if (!node) return false;
  const all = (parts: readonly (ts.Node | undefined)[]) => parts.every((part) => isWrittenOut(part, checker));
  if (ts.isStringLiteralLike(node)) return true;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSpreadElement(node)) {
    return all([node.expression]);
  }
  if (ts.isTemplateExpression(node)) return all(node.templateSpans.map((span) => span.expression));
  if (ts.isArrayLiteralExpression(node)) return all(node.elements);
  if (ts.isConditionalExpression(node)) return all([node.whenTrue, node.whenFalse]);
  if (isJoining(node)) return all([node.left, node.right]);
  if (ts.isCallExpression(node)) return isMadeOf(node, checker) && all(node.arguments);
  return isLiteralType(checker.getTypeAtLocation(node)) || isConstant(node, checker) || isOwnParameter(node, checker);
}

/** A list of the source that is joined, or a constant function of the source whose result is a text of its arguments. */
function isMadeOf({ expression }: ts.CallExpression, checker: ts.TypeChecker): boolean {
  if (ts.isPropertyAccessExpression(expression) && expression.name.text === 'join') {
    return isWrittenOut(expression.expression, checker);
  }
  const made = initializerOf(expression, checker);
  return made !== undefined && ts.isArrowFunction(made) && isWrittenOut(made.body, checker);
}

/** A parameter of such a function: its arguments are looked at where it is called. */
function isOwnParameter(node: ts.Node, checker: ts.TypeChecker): boolean {
  if (!ts.isIdentifier(node)) return false;
  const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
  if (!declaration || !ts.isParameter(declaration) || !ts.isArrowFunction(declaration.parent)) return false;
  const { parent: maker } = declaration;
  return maker.body.pos <= node.pos && node.end <= maker.body.end && !ts.isBlock(maker.body);
}

function isJoining(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function isLiteralType(type: ts.Type): boolean {
  return type.isUnion() ? type.types.every(isLiteralType) : type.isStringLiteral() || type.isNumberLiteral();
}

/** A `const` of this file or another, itself written out. */
function isConstant(node: ts.Node, checker: ts.TypeChecker): boolean {
  const initializer = initializerOf(node, checker);
  return initializer !== undefined && !ts.isArrowFunction(initializer) && isWrittenOut(initializer, checker);
}

function initializerOf(node: ts.Node, checker: ts.TypeChecker): ts.Expression | undefined {
  if (!ts.isIdentifier(node)) return undefined;
  const symbol = checker.getSymbolAtLocation(node);
  if (!symbol) return undefined;
  const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = original.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration)) return undefined;
  const isConst = (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConst ? declaration.initializer : undefined;
}
