// Serves the preview pages with the headers of the real server, and opens them
// in Chromium.
//
//	go run ./web/ui/view/preview/write /tmp/preview
import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { mkdtempSync } from "node:fs";
import { join, normalize } from "node:path";
import { tmpdir } from "node:os";
import { chromium } from "playwright-core";

export const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png" };

// Passkeys are offered at one address only. Most previews are at this one.
const passkeysAt = 'data-origin="https://pager.example.net"';

export async function serve(dir) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://box").pathname);
    try {
      let body = await readFile(join(dir, path));
      if (path.endsWith(".html")) body = body.toString().replaceAll(passkeysAt, `data-origin="http://${request.headers.host}"`);
      const keep = path.endsWith(".html") ? {} : { "Cache-Control": "max-age=3600" }; // as the real server says of its assets
      response.writeHead(200, { "Content-Type": types[path.slice(path.lastIndexOf("."))] ?? "text/plain", "Content-Security-Policy": policy, ...keep });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { server, base: `http://127.0.0.1:${server.address().port}` };
}

export async function names(dir, wanted) {
  const files = (await readdir(dir)).filter((f) => f.endsWith(".html")).map((f) => f.slice(0, -5));
  return wanted.length ? files.filter((f) => wanted.includes(f)) : files;
}

export function launch(options = {}) {
  return chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "wakeman-e2e-")), {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    ...options,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"],
  });
}

export const shapes = [
  { name: "phone", width: 390, height: 844, scheme: "dark" },
  { name: "phone", width: 390, height: 844, scheme: "light" },
  { name: "desk", width: 1280, height: 800, scheme: "dark" },
  { name: "desk", width: 1280, height: 800, scheme: "light" },
];
