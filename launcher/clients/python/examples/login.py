#!/usr/bin/env python3
"""Logs in where the password is not echoed: login.py HOME STREAM USER PASSWORD

Waiting for "Password: " before the password is written is what counts: what is written earlier, the terminal would echo.
"""

import sys

from threadedstreams import Gateway

home, name, user, password = sys.argv[1:]
with Gateway(home) as gateway, gateway.stream(name, timeout=20) as console:
    console.write("\n")
    console.find("login: ")
    asked = console.write(user + "\n")
    console.find("Password: ")
    console.write(password + "\n")
    outcome = console.find(["Welcome", "Login incorrect"])
    print("in" if outcome.which == 0 else "refused")
    console.go(asked)
    print("echoed" if console.contains(password) else "not echoed")
sys.exit(outcome.which)
