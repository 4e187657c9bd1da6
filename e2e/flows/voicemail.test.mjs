// Somebody calls the line for emergencies and speaks; the telephone system mails what
// it has recorded, in one of the formats that such systems have. It is heard on the
// page of its incident.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { staffed, until } from "./box/box.mjs";
import { desk, launch, open, part, signIn, textOf } from "./box/browser.mjs";

const run = promisify(execFile);
const spoken = "Tower seven at Mill Creek is without power. Please call me back.";
let box, browser, port, sounds, seconds;
before(async () => {
  [box, browser, sounds] = await Promise.all([staffed((base) => base, "127.0.0.1:0"), launch(), mkdtemp(join(tmpdir(), "wakeman-voice-"))]);
  port = await until(() => box.said.match(/for mail on 127\.0\.0\.1:(\d+)/)?.[1], `no port for mail: ${box.said}`);
  await run("espeak-ng", ["-w", join(sounds, "voice.wav"), spoken]);
  seconds = Number((await run("soxi", ["-D", join(sounds, "voice.wav")])).stdout);
});
after(async () => { await browser?.close(); await box?.stop(); await rm(sounds, { recursive: true, force: true }); });

// What telephone systems attach: as the mail calls it, and how sox makes it.
const formats = [
  ["linear", "audio/x-wav", "msg0000.wav", ["-b", "16"]],
  ["linear of 8 bits", "audio/wav", "VoiceMessage.wav", ["-b", "8"]],
  ["GSM in WAV", "audio/x-WAV", "msg0001.WAV", ["-e", "gsm-full-rate"]],
  ["GSM", "audio/x-gsm", "msg0002.gsm", []],
  ["µ-law", "audio/x-wav", "vm.wav", ["-e", "u-law"]],
  ["A-law", "audio/x-wav", "vm.wav", ["-e", "a-law"]],
  ["µ-law without a header", "audio/x-ulaw", "msg0003.ul", ["-e", "u-law"]],
  ["A-law without a header", "audio/x-alaw", "msg0004.al", ["-e", "a-law"]],
  ["µ-law of Sun", "audio/basic", "message.au", ["-e", "u-law"]],
  ["IMA ADPCM", "audio/x-wav", "voice.wav", ["-e", "ima-adpcm"]],
  ["Microsoft's ADPCM", "audio/x-wav", "voice.wav", ["-e", "ms-adpcm"]],
  ["MP3", "audio/mpeg", "Voicemail.mp3", []],
  ["Ogg", "audio/ogg", "voice.ogg", []],
];

test("a voicemail is heard on the page of its incident, whatever the telephone system sends", { timeout: 240_000 }, async (t) => {
  const { page, quiet } = await open(browser, { viewport: desk });
  await signIn(page, box.base, "cleo", "/services");
  await page.click("text=Customer portal");
  await page.click("text=Add an integration");
  await page.check("input[name=type][value=email]");
  await page.fill("#name", "Emergency line");
  await page.click("text=Add it and show its key");
  const address = (await page.locator("[id^=address-]").first().innerText()).trim();

  let serial = 0;
  for (const [what, kind, name, how] of formats) {
    await t.test(what, async () => {
      const caller = `Farm ${++serial}`;
      const file = join(sounds, `${serial}-${name.toLowerCase()}`);
      await run("sox", [join(sounds, "voice.wav"), "-r", name.endsWith("ogg") ? "16000" : "8000", "-c", "1", ...how, file]);
      await run("swaks", ["--silent", "3", "--server", `127.0.0.1:${port}`, "--from", "asterisk@pbx.example.net", "--to", address,
        "--h-Subject", `[PBX]: New message ${serial} in mailbox 100`, "--add-header", `X-Asterisk-CallerIDName: ${caller}`, "--body", "You were left a message.",
        "--attach-type", kind, "--attach-name", name, "--attach", `@${file}`]);
      await page.goto(`${box.base}/incidents?state=all`);
      await page.locator("a.title", { hasText: caller }).first().click();
      const player = page.locator(`${part("recording")} audio`);
      await player.waitFor({ timeout: 5000 });
      const heard = await player.evaluate(async (audio) => {
        const done = (name) => new Promise((resolve) => audio.addEventListener(name, resolve, { once: true }));
        audio.muted = true;
        audio.load();
        await Promise.race([done("loadedmetadata"), done("error")]);
        if (audio.error) return { error: audio.error.message };
        audio.currentTime = audio.duration / 2;
        await audio.play();
        await Promise.race([done("timeupdate"), done("error")]);
        return { duration: audio.duration, at: audio.currentTime, error: audio.error?.message };
      });
      assert.equal(heard.error, undefined);
      assert.ok(Math.abs(heard.duration - seconds) < 0.2, `${what}: ${heard.duration} s of ${seconds} s are there to be heard`);
      assert.ok(heard.at > 0, "it does not play");
      const fetched = await page.evaluate(async (at) => [...new Uint8Array(await (await fetch(at)).arrayBuffer())], await page.locator(part("recording-file")).getAttribute("href"));
      assert.deepEqual(Buffer.from(fetched), await readFile(file), "the file is not what came");
    });
  }
  quiet();
});
