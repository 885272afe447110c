#!/usr/bin/env python3
"""assets/upload.js in a browser: the real page with our content security policy, a server that takes some
files, refuses others and breaks off, and what a person then sees.

usage: test_upload.py TEST_LOOK-BINARY    (which writes the page)
Needs chromium; says so and is skipped without it.
"""

import email.parser
import email.policy
import html
import http.server
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SKIPPED = 77
POLICY = ("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; "
          "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'")
DRIVER = """
document.addEventListener('securitypolicyviolation', (e) => document.body.append(`VIOLATION ${e.blockedURI}`))
const form = document.querySelector('form[data-upload]')
const input = form.querySelector('input[type=file]')
const files = new DataTransfer()
for (const name of NAMES) files.items.add(new File([`content of ${name}`.repeat(9)], name))
input.files = files.files
input.dispatchEvent(new Event('change'))
document.body.dataset.chosen = document.querySelector('.govuk-file-upload-button__status').textContent
form.requestSubmit()
const status = form.nextElementSibling
const again = [...document.querySelectorAll('button')].find((b) => b.textContent.startsWith('重试'))
let tries = 0
new MutationObserver(() => {
  if (!again.hidden && AGAIN && tries++ === 0) again.click()
}).observe(again, { attributes: true })
"""
ANSWERS = {
    "good.docx": (200, '<li data-upload-result="ok">已收到 天坛街道 2023年度</li>'),
    "bad.txt": (422, '<li data-upload-result="failed">不是年度报告 &lt;b&gt;</li>'),
    "summary.pdf": (400, '<ul class="govuk-error-summary__list"><li>文件太大</li></ul>'),
    "broken.doc": (500, "<main><h1>出错了</h1><p>服务器出错，请稍后再试。</p></main>"),
}


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder, driver):
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder, self.driver, self.taken, self.cut = folder, driver, [], 0


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, kind, body):
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/page":
            page = (self.server.folder / "desk_upload.html").read_text(encoding="utf-8")
            page = page.replace("</body>", '<script type="module" src="/driver.js"></script></body>')
            self.answer(200, "text/html; charset=utf-8", page)
        elif self.path == "/driver.js":
            self.answer(200, "text/javascript", self.server.driver)
        elif m := re.fullmatch(r"/assets/(\w+)-[0-9a-f]{8}(\.\w+)", self.path):
            kind = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}[m.group(2)]
            self.answer(200, kind, (ROOT / "assets/gen" / (m.group(1) + m.group(2))).read_bytes())
        else:
            self.answer(404, "text/html", "")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
        parts = {p.get_param("name", header="content-disposition"): p for p in form.iter_parts()}
        name = parts["file"].get_filename()
        self.server.taken.append((name, parts["file"].get_payload(decode=True).decode(),
                                  parts["csrf"].get_payload(decode=True).decode()))
        if name == "cut.txt" and self.server.cut == 0:
            self.server.cut += 1
            self.close_connection = True
            self.connection.close()
            return
        status, body = ANSWERS.get(name, ANSWERS["good.docx"])
        self.answer(status, "text/html; charset=utf-8", f"<!DOCTYPE html><title>x</title>{body}")


class Upload(unittest.TestCase):
    def run_page(self, names, again=False):
        """(the page as text after the script has run, what the server took)"""
        driver = DRIVER.replace("NAMES", repr(list(names))).replace("AGAIN", str(again).lower())
        server = Server(pathlib.Path(self.folder.name), driver)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
            done = subprocess.run(
                [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 f"--user-data-dir={profile}", "--virtual-time-budget=8000", "--dump-dom",
                 f"http://127.0.0.1:{server.server_address[1]}/page"],
                capture_output=True, text=True, timeout=100)
        server.shutdown()
        server.server_close()
        self.assertNotIn("VIOLATION", done.stdout)
        return done.stdout, server.taken

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        subprocess.run([LOOK], env={**os.environ, "GONGKAI_LOOK": cls.folder.name, "GONGKAI_SOURCE": str(ROOT)},
                       check=True, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def rows(self, page):
        items = re.findall(r'<li class="gk-uploads__item([^"]*)">(.*?)</li>', page)
        return [("failed" in c, [html.unescape(t) for t in re.findall(r"<span[^>]*>(.*?)</span>", inner)])
                for c, inner in items]

    def test_each_file_with_its_outcome(self):
        page, taken = self.run_page(["good.docx", "bad.txt", "summary.pdf", "broken.doc", "报告<1>.xlsx"])
        self.assertEqual(self.rows(page), [
            (False, ["good.docx", "已收到 天坛街道 2023年度"]),
            (True, ["bad.txt", "不是年度报告 <b>"]),
            (True, ["summary.pdf", "文件太大"]),
            (True, ["broken.doc", "服务器出错，请稍后再试。"]),
            (False, ["报告<1>.xlsx", "已收到 天坛街道 2023年度"])])
        self.assertIn("2 个文件已上传，3 个未成功，原因见下。", page)
        self.assertEqual([t[0] for t in taken],
                         ["good.docx", "bad.txt", "summary.pdf", "broken.doc", "报告<1>.xlsx"])
        self.assertEqual(taken[0][1], "content of good.docx" * 9)
        self.assertEqual({t[2] for t in taken}, {"3q2-7wAAAA"})
        self.assertIn('data-chosen="已选择 5 个文件"', page)

    def test_a_lost_connection_can_be_tried_again(self):
        page, taken = self.run_page(["cut.txt", "good.docx"])
        self.assertEqual(self.rows(page)[0], (True, ["cut.txt", "连接中断，文件没有送达，请重试"]))
        page, taken = self.run_page(["cut.txt", "good.docx"], again=True)
        self.assertEqual(self.rows(page)[0], (False, ["cut.txt", "已收到 天坛街道 2023年度"]))
        self.assertEqual([t[0] for t in taken if t[0] == "good.docx"], ["good.docx"])
        self.assertIn("1 个文件全部上传完毕。", page)


if __name__ == "__main__":
    LOOK = sys.argv.pop(1)
    BROWSER = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if not BROWSER:
        print("skipped: chromium is missing")
        sys.exit(SKIPPED)
    unittest.main()
