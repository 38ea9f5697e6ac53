/**
 * The parser of XML, apart from all else: it does not say that it has no side effects, so bundlers would keep it in
 * programs that read no XML.
 *
 * @module
 */

export { SaxesParser } from "saxes";
