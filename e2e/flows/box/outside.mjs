// What stands outside of a box: a mail server, and a receiver of webhooks or
// heartbeats. Both are real protocol servers that keep what they were handed.
import { createServer as createHTTP } from "node:http";
import { createServer as createTCP } from "node:net";

const listening = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

// mailServer takes every mail (RFC 5321, as far as a submission needs it).
export async function mailServer() {
  const mails = [];
  const server = createTCP((socket) => {
    let text = "", data = false;
    const say = (line) => socket.write(`${line}\r\n`);
    socket.on("error", () => {});
    socket.on("data", (piece) => {
      text += piece;
      for (;;) {
        const end = text.indexOf(data ? "\r\n.\r\n" : "\r\n");
        if (end < 0) return;
        const line = text.slice(0, end);
        text = text.slice(end + (data ? 5 : 2));
        if (data) { mails.push(line); data = false; say("250 taken"); continue; }
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === "DATA") { data = true; say("354 go on"); }
        else if (verb === "QUIT") { say("221 bye"); socket.end(); }
        else say("250 ok");
      }
    });
    say("220 mail.larkfield.example");
  });
  const port = await listening(server);
  const code = /^Subject: .*?code is (\d{6})/m; // notices may come after it
  return { mails, port, code: () => mails.findLast((m) => code.test(m))?.match(code)[1], close: () => server.close() };
}

// receiver answers 200 to everything, and keeps the bodies and paths.
export async function receiver() {
  const calls = [];
  const server = createHTTP(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    calls.push({ path: request.url, method: request.method, message: body ? JSON.parse(body) : undefined });
    response.end("ok");
  });
  const port = await listening(server);
  return { calls, base: `http://127.0.0.1:${port}`, close: () => server.close() };
}
