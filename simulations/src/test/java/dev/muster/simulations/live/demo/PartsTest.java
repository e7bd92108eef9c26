package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  private AutoCloseable part(String name) {
    return () -> closed.add(name);
  }

  private AutoCloseable broken(String name, Exception failure) {
    return () -> {
      closed.add(name);
      throw failure;
    };
  }

  @Test
  void whatWasOpenedLastIsClosedFirstAndOnce() throws IOException {
    var unused = parts.add(part("folder"));
    var alsoUnused = parts.add(part("loop"));
    parts.close();
    parts.close();
    assertThat(closed).containsExactly("loop", "folder");
  }

  @Test
  void aPartThatCannotBeClosedIsToldAndKeepsNoOtherOpen() {
    var full = new IOException("full");
    var stuck = new IllegalStateException("stuck");
    var unused = parts.add(broken("folder", full));
    var alsoUnused = parts.add(broken("loop", stuck));
    assertThatThrownBy(parts::close).isSameAs(stuck).hasSuppressedException(full);
    assertThat(closed).containsExactly("loop", "folder");
  }

  @Test
  void theFailureThatEndsAllIsTheOneToTell() {
    var why = new IOException("no port");
    var full = new IOException("full");
    var unused = parts.add(broken("folder", full));
    parts.closeAfter(why);
    assertThat(why).hasSuppressedException(full);
    assertThat(closed).containsExactly("folder");
  }
}
