package org.earwitness.app.configuration;

import java.nio.file.Path;

/** Where the value of a setting came from. */
public sealed interface Origin {

    /** In the words of a problem: what the reader has to open or change. */
    String describe();

    /** Nobody set it. */
    record Default() implements Origin {
        @Override
        public String describe() {
            return "default";
        }
    }

    /** A line of a file, counted from 1. */
    record FileLine(Path file, int line) implements Origin {
        @Override
        public String describe() {
            return file + ":" + line;
        }
    }

    /** An environment variable. */
    record Variable(String name) implements Origin {
        @Override
        public String describe() {
            return "$" + name;
        }
    }

    /** A flag of the command line, for instance {@code --set}. */
    record Flag(String name) implements Origin {
        @Override
        public String describe() {
            return name;
        }
    }
}
