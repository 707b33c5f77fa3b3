"""The clients that are compared, a module each, so that a process imports no more than the one it runs.

`make(target)` gives a `Client`, whose calls return what they understood; a coroutine function of that name runs inside
an event loop. They are kept as short as the documentation of each has it.
"""
