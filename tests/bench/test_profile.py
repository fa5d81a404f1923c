"""Where the time goes, from the samples that py-spy wrote."""

from .profile import summary

STACKS = """\
thread (0x7F1): "MainThread";<module> (manage.py:1);_publish (publishing.py:77);write (frame_writer.py:20) 30
thread (0x7F1): "MainThread";<module> (manage.py:1);_publish (publishing.py:77) 10
thread (0x7F1): "MainThread";<module> (manage.py:1);EpollSelector.select (selectors.py:451) 500
thread (0x7F2): "writer";_run (writer.py:96);store (ballot_box.py:47);store (ballot_box.py:47) 60
"""


def test_shares_of_threads_and_functions_without_those_that_wait():
    lines = [line.split() for line in summary(STACKS).splitlines()]
    assert lines[1:3] == [["writer", "60.0", "%"], ["MainThread", "40.0", "%"]]
    assert lines[5:] == [
        ["store", "(ballot_box.py:47)", "60.0", "%", "60.0", "%"],
        ["_publish", "(publishing.py:77)", "40.0", "%", "10.0", "%"],
        ["write", "(frame_writer.py:20)", "30.0", "%", "30.0", "%"],
    ]
