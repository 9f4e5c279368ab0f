/** Whether what was typed is a name: letter by letter, however its accents are stored and however wide its spaces are. */
export function isName(typed: string, name: string): boolean {
  const plain = (text: string) => text.normalize("NFC").replace(/\s+/g, " ").trim();
  return plain(typed) === plain(name);
}
