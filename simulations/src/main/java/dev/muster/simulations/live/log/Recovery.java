package dev.muster.simulations.live.log;

import dev.muster.simulations.live.store.Journal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a log left behind.
 *
 * <p>Files: {@code contents-V} is the store at version V, {@code changes-V} the changes after that.
 * Contents get their name only when they are whole and forced, and the files they replace are
 * deleted after that, so at every moment the newest contents and all changes-files from their
 * version on tell everything.
 *
 * <p>The last changes-file may end in half a record, or in records of which pages are missing: what
 * was being written when the process or the machine stopped. That end is cut off and kept under
 * another name. Damage anywhere else, or to what was forced, is {@link Damaged}: nothing is
 * touched. Empty files do not count: one that could not be begun properly may have stayed.
 */
final class Recovery {
  static final String CONTENTS = "contents-";
  static final String CHANGES = "changes-";
  static final String UNFINISHED = ".unfinished";

  private final Disk disk;
  private final Consumer<String> notices;
  private final List<String> files;

  Recovery(Disk disk, Consumer<String> notices) throws IOException {
    this.disk = disk;
    this.notices = notices;
    this.files = disk.names();
  }

  static String name(String kind, long version) {
    return "%s%019d".formatted(kind, version);
  }

  /** Tells everything in order; returns the name of the file to go on with, if there is one. */
  Optional<String> tell(Journal.Reader reader) throws IOException {
    var newest = named(CONTENTS).reversed().stream().findFirst();
    if (newest.isPresent()) {
      reader.begin(contents(newest.get()));
    }
    long from = newest.isPresent() ? version(newest.get(), CONTENTS) : 0;
    var changes = named(CHANGES).stream().filter(name -> version(name, CHANGES) >= from).toList();
    if (changes.isEmpty() && (newest.isPresent() || !named(CHANGES).isEmpty())) {
      throw new Damaged(
          "the file %s is missing; put it back from a copy".formatted(name(CHANGES, from)));
    }
    if (!changes.isEmpty() && version(changes.getFirst(), CHANGES) != from) {
      throw new Damaged(
          "the changes up to version %d are missing: there is no file %s; put it back from a copy"
              .formatted(version(changes.getFirst(), CHANGES), name(CHANGES, from)));
    }
    for (String name : changes) {
      changes(name, reader);
    }
    return changes.isEmpty() ? Optional.empty() : Optional.of(changes.getLast());
  }

  /** Files that nothing needs any more. */
  List<String> obsolete() {
    long from = named(CONTENTS).stream().mapToLong(name -> version(name, CONTENTS)).max().orElse(0);
    var result = new ArrayList<String>();
    for (String name : files) {
      boolean older =
          (name.startsWith(CONTENTS) && version(name, CONTENTS) < from)
              || (plain(name, CHANGES) && version(name, CHANGES) < from);
      if (older || (name.startsWith(CONTENTS) && name.endsWith(UNFINISHED))) {
        result.add(name);
      }
    }
    return result;
  }

  private List<String> named(String kind) {
    return files.stream().filter(name -> plain(name, kind)).toList();
  }

  private static boolean plain(String name, String kind) {
    return name.startsWith(kind) && name.substring(kind.length()).matches("[0-9]{19}");
  }

  private static long version(String name, String kind) {
    var digits = name.substring(kind.length());
    return digits.matches("[0-9]{19}") ? Long.parseLong(digits) : Long.MAX_VALUE;
  }

  private Journal.Contents contents(String name) throws IOException {
    var file = disk.read(name);
    var head = Frames.at(file, 0).orElseThrow(() -> damaged(name, 0));
    var tree = Texts.tree(head.payload());
    var objects = new ArrayList<Journal.Kept>();
    int offset = head.end();
    for (long i = Texts.number(tree, "objects"); i > 0; i--) {
      int at = offset;
      var frame = Frames.at(file, offset).orElseThrow(() -> damaged(name, at));
      objects.add(Texts.kept(frame.payload()));
      offset = frame.end();
    }
    return new Journal.Contents(
        Texts.number(tree, "version"), Texts.number(tree, "identities"), objects);
  }

  private void changes(String name, Journal.Reader reader) throws IOException {
    var file = disk.read(name);
    int offset = 0;
    Journal.@Nullable Entry entry = null;
    while (offset < file.length) {
      var frame = Frames.at(file, offset);
      if (frame.isEmpty()) {
        if (!isLast(name) || Frames.forcedBehind(file, offset + 1) > offset) {
          throw damaged(name, offset);
        }
        setAside(name, file, offset, entry);
        return;
      }
      if (!frame.get().isSeal()) {
        entry = Texts.entry(frame.get().payload());
        reader.next(entry);
      }
      offset = frame.get().end();
    }
  }

  private boolean isLast(String name) throws IOException {
    for (String other : named(CHANGES)) {
      if (other.compareTo(name) > 0 && disk.read(other).length > 0) {
        return false;
      }
    }
    return true;
  }

  private static Damaged damaged(String name, int offset) {
    return new Damaged(
        "the file %s is damaged at byte %d, and what stood there had been confirmed; put the folder"
                .formatted(name, offset)
            + " back from a copy, or begin anew in another one");
  }

  private void setAside(String name, byte[] file, int offset, Journal.@Nullable Entry lastWhole)
      throws IOException {
    var aside = "%s.torn-%d".formatted(name, offset);
    try (var copy = disk.append(aside)) {
      copy.truncate(0);
      writeFully(copy, ByteBuffer.wrap(file, offset, file.length - offset));
      copy.force();
    }
    try (var changes = disk.append(name)) {
      changes.truncate(offset);
      changes.force();
    }
    disk.forceNames();
    notices.accept(
        "the last %d bytes of %s were not written to their end: they are cut off and kept as %s; %s"
            .formatted(
                file.length - offset,
                name,
                aside,
                lastWhole == null
                    ? "everything before that file is there"
                    : "everything up to version " + lastWhole.version() + " is there"));
  }

  static void writeFully(Disk.Appender file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (file.write(bytes) <= 0) {
        throw new IOException("the disk takes no more bytes");
      }
    }
  }
}
