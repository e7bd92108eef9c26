package dev.muster.scheduler.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.watch.Kinds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A list that was refused for want of a right is told apart from one that failed. */
final class DeniedListTest {
  private final ManualLoop loop = new ManualLoop();
  private final ScriptedHttp http = new ScriptedHttp();
  private final List<WatchEvent> events = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"403, true", "404, false", "500, false"})
  void onlyAMissingRightIsDenied(int code, boolean denied) {
    http.replies.add(new ScriptedHttp.Reply(code, "{}".getBytes(StandardCharsets.UTF_8)));
    var wire = new HttpWire(http.client, "http://x/", loop, 10_000);
    var transport = new Transport(wire, loop, Limits.ACT, CallListener.NONE);
    var source = new Reflector.Source(wire, Kinds.GANGS, "");
    new Reflector(source, new Lister(transport), loop, events::add).start();
    loop.runFor(100);

    assertThat(events)
        .first()
        .isEqualTo(
            new WatchEvent.Broken(
                "list failed: Refused[code=%d, reason=, message=HTTP %d, retryAfterMillis=0]"
                    .formatted(code, code),
                denied));
  }
}
