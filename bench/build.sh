# Sourced by bench/pipeline and bench/calls: finds a JDK, builds what is missing or older than its sources, and sets `java`,
# `jvm_flags` and `class_path`. Expects `root`, the top folder of the checkout.

if [[ -n "${JAVA_HOME:-}" && -x "$JAVA_HOME/bin/javac" ]]; then
  java="$JAVA_HOME/bin/java"
elif command -v javac >/dev/null 2>&1; then
  java="$(dirname "$(readlink -f "$(command -v javac)")")/java"
else
  echo "bench: no JDK. Install version 17 or newer, or set JAVA_HOME to one." >&2
  exit 69
fi

# The product builds itself on its first use.
"$root/earwitness" --version >/dev/null

stamp="$root/bench/target/.bench.stamp"
if [[ ! -e "$stamp" ]] \
    || [[ -n "$(find "$root/bench/src/main" "$root/bench/pom.xml" "$root/app/target/.earwitness.stamp" -newer "$stamp" -print -quit)" ]]; then
  if command -v mvn >/dev/null 2>&1; then maven=(mvn); else maven=("$root/mvnw"); fi
  echo "bench: building (about a minute)" >&2
  mkdir -p "$root/bench/target"
  touch "$stamp.new"
  (cd "$root" && "${maven[@]}" -B -ntp -q -pl bench -am package -DskipTests -Dspotless.check.skip=true) >&2
  mv "$stamp.new" "$stamp"
fi

class_path="$root/bench/target/classes:$root/bench/target/libraries/*"
while read -r -d : entry; do
  class_path="$class_path:$root/app/target/$entry"
done <"$root/app/target/.earwitness.classpath"

# As ./earwitness starts a worker, so that what is measured in this process costs what it costs there.
jvm_flags=(--enable-native-access=ALL-UNNAMED -Djava.awt.headless=true -Xmx1g)
if [ "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)" -le 4 ]; then jvm_flags+=(-XX:+UseSerialGC); fi
