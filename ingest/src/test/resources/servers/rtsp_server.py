"""An RTSP server of GStreamer for the tests: live test picture and tone, with sender reports and, if asked, a password.

usage: rtsp_server.py [user:password | FILE.mkv]; prints its port, serves /av, /video and /audio on loopback, and H.264 and
A-law from the file as /file, until its input ends
"""

import os
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

VIDEO = (
    "videotestsrc is-live=true ! video/x-raw,width=320,height=240,framerate=25/1"
    " ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=25 ! rtph264pay config-interval=1 name=pay%d pt=96"
)
FILE = (
    "filesrc location=%s ! matroskademux name=tracks tracks. ! queue ! h264parse"
    " ! rtph264pay config-interval=1 name=pay0 pt=96 tracks. ! queue ! rtppcmapay name=pay1 pt=97"
)
AUDIO = "audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay%d pt=97"


def factory(description):
    made = GstRtspServer.RTSPMediaFactory()
    made.set_launch("( " + description + " )")
    made.set_shared(True)
    return made


def main():
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    mounts = server.get_mount_points()
    factories = {
        "/av": factory(VIDEO % 0 + " " + AUDIO % 1),
        "/video": factory(VIDEO % 0),
        "/audio": factory(AUDIO % 0),
    }
    if len(sys.argv) > 1 and sys.argv[1].endswith(".mkv"):
        factories["/file"] = factory(FILE % sys.argv[1])
    elif len(sys.argv) > 1:
        user, password = sys.argv[1].split(":", 1)
        auth = GstRtspServer.RTSPAuth()
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        token = GstRtspServer.RTSPToken()
        token.set_string("media.factory.role", "viewer")
        auth.add_digest(user, password, token)
        server.set_auth(auth)
        for made in factories.values():
            permissions = GstRtspServer.RTSPPermissions()
            permissions.add_permission_for_role("viewer", "media.factory.access", True)
            permissions.add_permission_for_role("viewer", "media.factory.construct", True)
            made.set_permissions(permissions)
    for path, made in factories.items():
        mounts.add_factory(path, made)
    loop = GLib.MainLoop()
    if server.attach(None) == 0:
        sys.exit("the port cannot be opened")
    print(server.get_bound_port(), flush=True)

    def until_input_ends():
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=until_input_ends, daemon=True).start()
    loop.run()


main()
