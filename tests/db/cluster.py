"""A PostgreSQL server of our own, from Debian's packages, in a temporary folder: no password, no network
port, gone at the end."""

import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile


def programs():
    """Folder of initdb and postgres, or None."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    return pathlib.Path(found[-1]).parent if found else None


class Cluster:
    """with Cluster() as c: c.address is a postgresql:// address."""

    def __init__(self):
        self.bin = programs()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="gongkai-pg-"))
        self.data = self.folder / "data"
        # initdb refuses to work for root.
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self.address = f"postgresql:///postgres?host={self.folder}&user={self.user}"

    def run(self, *arguments):
        command = [str(a) for a in arguments]
        if os.getuid() == 0:
            command = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--init-groups",
                       *command]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, cwd="/", text=True,
                              env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"})
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}")

    def start(self):
        self.run(self.bin / "pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o",
                 f"-c listen_addresses= -c unix_socket_directories={self.folder} "
                 "-c max_connections=100", "start")

    def stop(self, how="immediate"):
        self.run(self.bin / "pg_ctl", "-D", self.data, "-m", how, "-w", "stop")

    def __enter__(self):
        if os.getuid() == 0:
            shutil.chown(self.folder, self.user)
        self.folder.chmod(0o700)
        self.run(self.bin / "initdb", "-D", self.data, "-U", self.user, "--auth=trust",
                 "--encoding=UTF8", "--locale=C.UTF-8")
        self.start()
        self.folder.chmod(0o755)
        return self

    def __exit__(self, *_):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
