// What the page carries along: gzip, as base64 text within a script element that the
// browser does not run.
//
//   unpack(id) -> Promise of the text

export async function unpack(id) {
  const packed = document.getElementById(id).textContent.trim();
  const letters = atob(packed);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}
