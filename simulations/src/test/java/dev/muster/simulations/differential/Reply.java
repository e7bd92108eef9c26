package dev.muster.simulations.differential;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a request, without what may differ from one server to the next. */
record Reply(int code, Map<String, @Nullable Object> body, List<String> warnings) {}
