/**
 * A plugin of rolldown for packages without side effects: tells bundlers which variables of a module can be left out.
 *
 * Of such packages bundlers leave out modules of which nothing is used. Once many modules have become one they look at
 * each variable, and keep what they cannot prove to be without effect: most calls, and all properties. So calls are
 * marked as pure, and what else might have an effect becomes a call. A call that is made for its effect, as in the
 * modules of workers, must be a statement of its own.
 */

import { RolldownMagicString } from "rolldown";

/** As rolldown, esbuild, webpack and terser understand it. */
const PURE = "/* @__PURE__ */ ";

/** The plugin, for `plugins`. */
export function annotatePure() {
  return {
    name: "annotate-pure",
    renderChunk(code) {
      const output = new RolldownMagicString(code);
      for (const { type, declarations } of this.parse(code).body) {
        if (type !== "VariableDeclaration") continue;
        for (const { init } of declarations) if (init) annotate(output, init);
      }
      return output;
    },
  };
}

function annotate(output, init) {
  const calls = [];
  if (isInert(init, calls)) {
    // Some have been marked by rolldown.
    const unmarked = calls.filter(({ start }) => !output.original.slice(0, start).endsWith(PURE));
    for (const { start } of unmarked) output.appendLeft(start, PURE);
  } else {
    output.appendLeft(init.start, `${PURE}(() => (`);
    output.appendLeft(init.end, "))()");
  }
}

/** Whether bundlers can tell that evaluating `node` has no effect, provided that those that it adds to `calls` have none. */
function isInert(node, calls) {
  const areInert = (nodes) => nodes.every((inner) => inner === null || isInert(inner, calls));
  switch (node.type) {
    case "Literal":
    case "Identifier":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "ClassExpression":
      return true;
    case "UnaryExpression":
      return isInert(node.argument, calls);
    case "BinaryExpression":
    case "LogicalExpression":
      return areInert([node.left, node.right]);
    case "ConditionalExpression":
      return areInert([node.test, node.consequent, node.alternate]);
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "ArrayExpression":
      return areInert(node.elements);
    case "ObjectExpression":
      return node.properties.every(
        ({ type, computed, value }) => type === "Property" && !computed && isInert(value, calls),
      );
    case "CallExpression":
    case "NewExpression":
      calls.push(node);
      return areInert(node.arguments);
    default:
      return false;
  }
}
