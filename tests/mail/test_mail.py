#!/usr/bin/env python3
"""Mail out. The printer of messages against Python's parser, with random and with hostile words; the program against a
real mail server (aiosmtpd): what arrives, refusals, the server away and back, two senders at once, kill -9, TLS,
passwords.

usage: tests/mail/test_mail.py GONGKAI-BINARY PRINT-MAIL-BINARY
"""

import base64
import collections
import contextlib
import datetime
import email
import email.header
import email.policy
import email.utils
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/db"))
import cluster  # noqa: E402

BINARY, PRINTER = (str(pathlib.Path(sys.argv.pop(1)).resolve()) for _ in range(2))
SERVER = str(pathlib.Path(__file__).with_name("smtp_server.py"))
UNIT = "天坛街道办事处"
TOKEN = "a-token-of-the-city-portal"
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
           "Content-Transfer-Encoding"]


def interpreter():
    """The Python that has aiosmtpd: Debian's package is for Debian's own."""
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import aiosmtpd"], capture_output=True).returncode == 0:
            return python
    raise SystemExit("aiosmtpd is not installed (package python3-aiosmtpd)")


PYTHON = interpreter()


def subject_of(raw):
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    return str(email.header.make_header(email.header.decode_header(message["Subject"])))


def body_of(raw):
    return email.message_from_bytes(raw).get_payload(decode=True).decode().replace("\r\n", "\n")


def today_there():
    """The day in China, which is the office's, wherever this machine is."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()


class Printer(unittest.TestCase):
    ALPHABETS = ("abc def", "公开申请，答复。", "é😀𠮷\u200b", "\r\n\t \x01\x7f", "=?UTF-8?B??=:<>@.,;\"\\")

    def print_all(self, cases):
        given = b"".join(str(f).encode() + b"\0" for c in cases for f in c)
        said = subprocess.run([PRINTER], input=given, capture_output=True, check=True).stdout
        messages = []
        while said:
            n, said = said.split(b"\n", 1)
            messages.append(said[:int(n)])
            said = said[int(n):]
        self.assertEqual(len(messages), len(cases))
        return messages

    def words(self, rnd, most):
        letters = rnd.choice([*self.ALPHABETS, "".join(self.ALPHABETS)])
        return "".join(rnd.choice(letters) for _ in range(rnd.randrange(most)))

    def test_what_is_printed_reads_back(self):
        rnd = random.Random(20261121)
        cases = [("a@example.org", "b.c+d@mail.example.gov.cn", self.words(rnd, 200), self.words(rnd, 3000), "x1.soon.2026-11-21",
                  rnd.randrange(0, 2**32)) for _ in range(600)]
        for case, raw in zip(cases, self.print_all(cases)):
            self.assertTrue(raw.isascii())
            self.assertNotRegex(raw, rb"(?<!\r)\n|\r(?!\n)|\0")
            self.assertLessEqual(max(map(len, raw.split(b"\r\n"))), 76)
            message = email.message_from_bytes(raw, policy=email.policy.compat32)
            self.assertEqual(message.keys(), HEADERS)
            self.assertEqual(message.defects, [])
            self.assertEqual((message["From"], message["To"]), (f"<{case[0]}>", f"<{case[1]}>"))
            self.assertEqual(message["Message-ID"], "<x1.soon.2026-11-21@example.org>")
            self.assertEqual(subject_of(raw), case[2])
            self.assertEqual(body_of(raw), case[3].replace("\r\n", "\n"))
            self.assertEqual(email.utils.parsedate_to_datetime(message["Date"]).timestamp(), case[5])

    def test_what_is_no_address_is_not_printed(self):
        good = "a@example.org"
        bad = ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b c", "a@b\r\nBcc: x@y", "a\n@b", "<a@b>", "a@b>", "a@b,c@d", "é@b",
               "a@é", '"a"@b', "a@[1.2.3.4]", ".a@b", "a.@b", "a..b@c", "a@.b", "a@b.", "a" * 65 + "@b", "a@" + "b" * 260, "a@b\x7f"]
        cases = [(f, t, "s", "b", "id", 0) for b in bad for f, t in ((good, b), (b, good))]
        cases += [(good, good, "s", "b", i, 0) for i in ("", "a>b", "a b", "a\r\nX: y", "a@b", "é")]
        self.assertEqual(set(self.print_all(cases)), {b""})
        self.assertTrue(all(self.print_all([(g, g, "", "", "i", 0) for g in ("a@b", "a'b!#$%&*+-/=?^_`{|}~@x-y.z")])))


class Smtp:
    """A mail server of its own folder."""

    def __init__(self, folder, port=0, *flags):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(exist_ok=True)
        self.child = subprocess.Popen([PYTHON, SERVER, str(self.folder), str(port), *flags], text=True,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.port = int(self.child.stdout.readline())
        self.url = f"smtp://127.0.0.1:{self.port}"

    def kept(self):
        """[(envelope, bytes)] in the order in which they came"""
        read = [json.loads(p.read_text()) for p in sorted(self.folder.glob("*.json"))]
        return [(k, base64.b64decode(k["content"])) for k in read]

    def wait(self, n, seconds=20):
        end = time.monotonic() + seconds
        while len(self.kept()) < n and time.monotonic() < end:
            time.sleep(0.05)
        return self.kept()

    def stop(self):
        self.child.stdin.close()
        self.child.stdout.close()
        self.child.wait(30)


class Office:
    """A database with an office, its people and an address for notices."""

    def __init__(self, folder, db=None, to="gk@example.gov.cn"):
        self.folder = pathlib.Path(folder)
        self.where = ["--db", db or str(self.folder / "t.db"), "--key", str(self.folder / "ledger.key")]
        self.made = 0
        self.run("report", "import", "--add-units", "--state", "received", str(ROOT / "demo/tiantan-2023.txt"))
        for role in ("clerk", "office_head"):
            self.run("user", "add", "--role", role, "--unit", UNIT, role)
        self.work_today()
        self.set_to(to)

    def work_today(self):
        """Offices are reminded on working days: a notice of this year by which today is one, whenever this runs."""
        today = today_there()
        days = [datetime.date(today.year, 3, 1) + datetime.timedelta(n) for n in range(30)]
        off = [d.isoformat() for d in days if d.weekday() < 5 and d != today][:13]
        worked = [today.isoformat()] if today.weekday() >= 5 else []
        year = {"source": "国务院办公厅关于部分节假日安排的通知（测试）", "holidays": off, "workdays": worked}
        path = self.folder / "year.json"
        path.write_text(json.dumps({str(today.year): year}, ensure_ascii=False))
        self.run("calendar", "import", str(path))

    def run(self, *words, status=0, env=None):
        done = subprocess.run([BINARY, *words, *self.where], capture_output=True, text=True, cwd=ROOT,
                              env=dict(os.environ, **env) if env else None)
        if done.returncode != status:
            raise AssertionError(f"{words[:2]}: {done.returncode} {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def set_to(self, to):
        self.run("office", "set", "--as", "office_head", "smtp_to", to)

    def add(self, n=1):
        """Requests of two months ago: whatever today's calendar knows, each is worth one notice today."""
        day = (today_there() - datetime.timedelta(60)).isoformat()
        for _ in range(n):
            self.made += 1
            self.run("request", "add", "--as", "clerk", "--channel", "counter", "--name", "甄有礼", "--id-number",
                     "11010519491231002X", "--phone", "13800138000", "--title", f"第{self.made}号地块补偿方案", "--day", day)

    def notify(self, url, *more, status=0, **options):
        return self.run("notify", "--smtp-url", url, "--smtp-from", "gongkai@example.org", "--base-url",
                        "https://gk.example.gov.cn/", *([] if "--smtp-tls" in more else ["--smtp-tls", "none"]), *more,
                        status=status, **options)

    def ask(self, text, *values):
        with contextlib.closing(sqlite3.connect(self.where[1], timeout=20)) as db, db:
            return db.execute(text, values).fetchall()

    def states(self):
        return dict(self.ask("SELECT state, count(*) FROM notice GROUP BY state"))


def ids(kept):
    return collections.Counter(email.message_from_bytes(raw)["Message-ID"] for _, raw in kept)


class Sending(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.office = Office(self.folder)

    def server(self, port=0, *flags):
        s = Smtp(self.folder / "mail", port, *flags)
        self.addCleanup(s.stop)
        return s

    def test_what_arrives_is_what_was_meant(self):
        self.office.add(2)
        rows = self.office.ask("SELECT public_id, number, title FROM request ORDER BY id")
        title = "补偿\r\nBcc: evil@example.org\r\n\r\n.\r\nMAIL FROM:<x@example.org>"
        self.office.ask("UPDATE request SET title = ? WHERE number = ?", title, rows[1][1])
        smtp = self.server()
        said = self.office.notify(smtp.url, "--dry-run")
        self.assertIn("可以发送2封", said)
        self.assertEqual((smtp.kept(), self.office.states()), ([], {}))
        self.assertIn("已发送2封", self.office.notify(smtp.url))
        kept = smtp.kept()
        self.assertEqual(len(kept), 2)
        for (envelope, raw), (public_id, number, asked) in zip(kept, rows):
            self.assertEqual((envelope["from"], envelope["to"]), ("gongkai@example.org", ["gk@example.gov.cn"]))
            message = email.message_from_bytes(raw)
            self.assertEqual(message.keys(), HEADERS)
            self.assertRegex(subject_of(raw), f"^(期限已过|期限算不出来：没有那一年的工作日历)（{number}）$")
            self.assertIn(f"\n办理：https://gk.example.gov.cn/desk/requests/{public_id}\n", body_of(raw))
            for personal in ("甄有礼", "13800138000", "1101051949"):
                self.assertNotIn(personal, body_of(raw))
        self.assertIn(f"标题：{rows[0][2]}\n", body_of(kept[0][1]))
        self.assertIn("标题：补偿  Bcc: evil@example.org    .  MAIL FROM", body_of(kept[1][1]))
        self.assertIn("已发送0封", self.office.notify(smtp.url))
        self.assertEqual(len(smtp.kept()), 2)

    def test_a_server_that_was_away_gets_each_once(self):
        self.office.add(3)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = s.getsockname()[1]
        self.office.notify(f"smtp://127.0.0.1:{port}", status=1)
        self.assertEqual(self.office.states(), {"waiting": 3})
        # Only the first was tried, and that was no attempt.
        self.assertEqual(self.office.ask("SELECT why, attempts FROM notice WHERE next > 0"), [("邮件服务器连不上", 0)])
        smtp = self.server(port)
        self.assertIn("已发送2封", self.office.notify(smtp.url))
        self.assertEqual(self.office.ask("UPDATE notice SET next = 0 WHERE state = 'waiting' RETURNING attempts"), [(0,)])
        self.assertIn("已发送1封", self.office.notify(smtp.url))
        self.office.notify(smtp.url)
        self.assertEqual(list(ids(smtp.kept()).values()), [1, 1, 1])
        self.assertEqual(self.office.states(), {"sent": 3})

    def test_a_refused_recipient_is_told_and_one_put_off_is_tried_again(self):
        smtp = self.server()
        self.office.add()
        self.office.set_to("refused.by.all@example.gov.cn")
        said = self.office.notify(smtp.url, status=1)
        self.assertIn("没有发出1封", said)
        self.assertNotIn("refused.by.all", said)
        self.assertEqual(self.office.ask("SELECT state, why FROM notice"), [("failed", "邮件服务器拒收（550）")])
        self.office.add()
        self.office.set_to("busy@example.gov.cn")
        before = time.time()
        self.assertIn("稍后再发1封", self.office.notify(smtp.url, status=1))
        row = self.office.ask("SELECT state, why, attempts, next FROM notice ORDER BY id DESC LIMIT 1")[0]
        self.assertEqual(row[:3], ("waiting", "邮件服务器暂时不收（451）", 1))
        self.assertTrue(before + 55 < row[3] < time.time() + 65)
        self.office.notify(smtp.url)
        self.office.ask("UPDATE notice SET next = 0, attempts = 7 WHERE state = 'waiting'")
        self.office.notify(smtp.url, status=1)
        self.assertEqual(self.office.states(), {"failed": 2})
        self.office.add()
        self.assertIn("要写一个电子邮箱", self.office.run("office", "set", "--as", "office_head", "smtp_to", "nobody at all", status=2))
        # One that an older program took.
        self.office.ask("UPDATE office_setting SET value = 'nobody at all' WHERE name = 'smtp_to'")
        self.office.notify(smtp.url, status=1)
        self.assertEqual(self.office.ask("SELECT state, why FROM notice ORDER BY id DESC LIMIT 1"), [("failed", "收件地址不对")])
        self.assertEqual(smtp.kept(), [])

    def test_without_a_mail_server_nothing_is_sent(self):
        self.office.add()
        self.assertIn("没有设置 smtp_url", self.office.run("notify"))
        self.assertEqual(self.office.states(), {"waiting": 1})

    def test_killed_in_between(self):
        self.office.set_to("slow@example.gov.cn")
        self.office.add(3)
        smtp = self.server()
        child = subprocess.Popen([BINARY, "notify", "--smtp-url", smtp.url, "--smtp-from", "gongkai@example.org", "--smtp-tls",
                                  "none", *self.office.where], stdout=subprocess.DEVNULL)
        flying = smtp.folder / "in-flight"
        end = time.monotonic() + 30
        while (not flying.exists() or flying.stat().st_size < 2) and time.monotonic() < end:
            time.sleep(0.02)
        child.kill()
        child.wait()
        self.assertEqual(self.office.states(), {"sent": 1, "sending": 1, "waiting": 1})
        # Nobody takes what may still be on its way …
        self.office.set_to("gk@example.gov.cn")
        self.office.notify(smtp.url)
        self.assertEqual(self.office.states(), {"sent": 2, "sending": 1})
        # … until it cannot be any more.
        self.office.ask("UPDATE notice SET claimed = claimed - 301 WHERE state = 'sending'")
        self.office.notify(smtp.url)
        self.assertEqual(self.office.states(), {"sent": 3})
        times = ids(smtp.kept())
        self.assertEqual(len(times), 3)
        self.assertLessEqual(sum(times.values()), 4)

    def test_the_running_server_sends_by_itself(self):
        smtp = self.server()
        child = subprocess.Popen([BINARY, "serve", *self.office.where, "--listen", "127.0.0.1:0", "--smtp-url", smtp.url,
                                  "--smtp-from", "gongkai@example.org", "--smtp-tls", "none", "--portal-tokens",
                                  f"city:{TOKEN}"], text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        port = next(int(m.group(1)) for line in child.stdout if (m := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
        unit = self.office.ask("SELECT public_id FROM unit WHERE name LIKE ?", "%" + UNIT)[0][0]

        def hand_in(key):
            c = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            c.request("POST", "/api/v1/requests", json.dumps({
                "client_key": key, "unit": unit, "applicant": {"kind": "natural_person", "name": "王接口", "id_type": "居民身份证",
                                                               "id_number": "11010519491231002X", "phone": "13800138000"},
                "wish": {"title": "接口来的申请", "text": "通过其他平台", "medium": "paper", "delivery": "pick_up"}}).encode(),
                {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"})
            answer = c.getresponse()
            self.assertEqual(answer.status, 201, answer.read())
            c.close()
        hand_in("k-1")
        began = time.monotonic()
        kept = smtp.wait(1)
        self.assertLess(time.monotonic() - began, 10)
        self.assertTrue(subject_of(kept[0][1]).startswith("收到新的申请（"))
        # Told to end while a message is on its way, it does not wait for it long.
        self.office.set_to("slow@example.gov.cn")
        hand_in("k-2")
        end = time.monotonic() + 20
        while not (smtp.folder / "in-flight").exists() and time.monotonic() < end:
            time.sleep(0.02)
        began = time.monotonic()
        child.send_signal(signal.SIGTERM)
        child.stdout.close()
        log = child.stderr.read()
        child.stderr.close()
        self.assertEqual(child.wait(30), 0)
        self.assertLess(time.monotonic() - began, 10)
        for hidden in ("@example", "王接口", "接口来的申请"):
            self.assertNotIn(hidden, log)


class Secrets(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.office = Office(self.folder)
        self.office.add()
        self.pair = [str(self.folder / "cert.pem"), str(self.folder / "key.pem")]
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-out", self.pair[0], "-keyout", self.pair[1]],
                       check=True, capture_output=True)

    def server(self, *flags):
        s = Smtp(self.folder / "mail", 0, *flags)
        self.addCleanup(s.stop)
        return s

    def again(self):
        self.office.ask("UPDATE notice SET next = 0")

    def test_starttls_and_the_password(self):
        smtp = self.server("--tls", *self.pair, "--user", "gk", "wonderful word")
        secure = ["--smtp-tls", "required", "--smtp-user", "gk"]
        secret = {"GONGKAI_SMTP_PASSWORD": "wonderful word"}
        self.office.notify(smtp.url, *secure, status=1, env=secret)
        self.assertIn("加密连接", self.office.ask("SELECT why FROM notice")[0][0])
        self.again()
        trusting = [*secure, "--smtp-ca", self.pair[0]]
        said = self.office.notify(smtp.url, *trusting, status=1, env={"GONGKAI_SMTP_PASSWORD": "terrible word"})
        self.assertNotIn("terrible", said)
        self.assertIn("不接受登录", self.office.ask("SELECT why FROM notice")[0][0])
        self.assertEqual(smtp.kept(), [])
        self.again()
        said = self.office.notify(smtp.url, *trusting, env=secret)
        self.assertNotIn("wonderful", said)
        self.assertTrue(smtp.kept()[0][0]["tls"] and smtp.kept()[0][0]["user"])

    def test_smtps(self):
        smtp = self.server("--tls", *self.pair, "--smtps", "--user", "gk", "wonderful word")
        config = self.folder / "g.conf"
        config.write_text(f"smtp_url = smtps://127.0.0.1:{smtp.port}\nsmtp_from = a@example.org\nsmtp_user = gk\n"
                          f"smtp_password = wonderful word\nsmtp_ca = {self.pair[0]}\n")
        self.assertIn("已发送1封", self.office.run("notify", "--config", str(config)))
        self.assertTrue(smtp.kept()[0][0]["user"])
        shown = self.office.run("serve", "--config", str(config), "--print-config")
        self.assertRegex(shown, r"(?m)^smtp_password = \*\*\*  #")
        self.assertNotIn("wonderful", shown)

    def test_no_encryption_where_it_is_required(self):
        smtp = self.server()
        self.office.notify(smtp.url, "--smtp-tls", "required", status=1)
        self.assertEqual(smtp.kept(), [])
        self.assertEqual(self.office.states(), {"waiting": 1})

    def test_settings_that_would_give_something_away_are_refused(self):
        for url, more, word in (("smtp://127.0.0.1:1", ["--smtp-password", "wonderful"], "命令行"),
                                ("http://127.0.0.1:1", [], "smtp://"), ("smtp://gk:wonderful@127.0.0.1:1", [], "smtp_user"),
                                ("smtp://127.0.0.1:1", ["--smtp-tls", "maybe"], "smtp_tls"),
                                ("smtp://127.0.0.1:1", ["--smtp-from", "nobody"], "smtp_from")):
            said = self.office.notify(url, *more, status=2)
            self.assertIn(word, said)
            self.assertNotIn("wonderful", said)
        said = self.office.notify("smtp://127.0.0.1:1", status=2, env={"GONGKAI_SMTP_PASSWORD": "wonderful"})
        self.assertIn("明文", said)
        self.office.run("serve", "--listen", "127.0.0.1:0", "--smtp-url", "http://x", status=2)


class Together(unittest.TestCase):
    """Several senders at once, on both databases."""
    REQUESTS, SENDERS = 12, 3

    def send(self, folder, db=None):
        office = Office(folder, db)
        office.add(self.REQUESTS)
        smtp = Smtp(pathlib.Path(folder) / "mail")
        self.addCleanup(smtp.stop)
        words = [BINARY, "notify", "--smtp-url", smtp.url, "--smtp-from", "gongkai@example.org", "--smtp-tls", "none", *office.where]
        children = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(self.SENDERS)]
        said = [c.communicate(timeout=120) for c in children]
        self.assertEqual([c.returncode for c in children], [0] * self.SENDERS, said)
        times = ids(smtp.kept())
        self.assertEqual(len(times), self.REQUESTS)
        self.assertEqual(set(times.values()), {1})

    def test_on_sqlite(self):
        with tempfile.TemporaryDirectory() as folder:
            self.send(folder)

    def test_on_postgresql(self):
        self.assertIsNotNone(cluster.programs(), "PostgreSQL is not installed (package postgresql)")
        with tempfile.TemporaryDirectory() as folder, cluster.Cluster() as server:
            self.send(folder, server.address)


if __name__ == "__main__":
    unittest.main(verbosity=2)
