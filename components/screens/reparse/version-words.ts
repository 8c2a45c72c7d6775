/** A parser's version as a person reads it; that of a mapping names the mapping's id, which says nothing to them. */
export function versionWords(version: string): string {
  const [, engine, number] = /^(.+?):.*\.(\d+)$/.exec(version) ?? [];
  return engine && number ? `${engine}, mapping ${number}` : version;
}
