package dev.muster.webhook.decide;

/** What is stored for long, and read again and again, has an end. */
final class SizeRule {
  private static final long LONGEST_SPEC = 256 << 10;
  private static final int LONGEST_NAME = 63;

  private SizeRule() {}

  static void check(Wrapper wrapper, Problems problems) {
    var name = wrapper.name().text("");
    if (name.length() > LONGEST_NAME) {
      problems.add(
          wrapper.name(),
          "has %d characters; it is also a label on its pods, where %d is the most"
              .formatted(name.length(), LONGEST_NAME));
    }
    spec(wrapper, LONGEST_SPEC, problems);
  }

  /** One that is too long already may stay so, but grow no more. */
  static void checkGrowth(Wrapper old, Wrapper now, Problems problems) {
    spec(now, Math.max(LONGEST_SPEC, Sizes.bytes(old.spec().value())), problems);
  }

  private static void spec(Wrapper wrapper, long most, Problems problems) {
    long bytes = Sizes.bytes(wrapper.spec().value());
    if (bytes > most) {
      problems.add(
          wrapper.spec(),
          "has about %d bytes, at most %d can be queued; put files into ConfigMaps or volumes"
              .formatted(bytes, LONGEST_SPEC));
    }
  }
}
