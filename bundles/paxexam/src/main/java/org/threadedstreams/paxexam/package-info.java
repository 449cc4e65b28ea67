/**
 * The gateway as an option of Pax Exam: {@link org.threadedstreams.paxexam.ThreadedStreams#gateway()}.
 *
 * <pre>{@code
 * @RunWith(PaxExam.class)
 * @ExamReactorStrategy(PerClass.class)
 * public class ConsoleIT {
 *     @Inject
 *     private Streams streams;
 *
 *     @Configuration
 *     public Option[] gateway() {
 *         return new Option[] {
 *             ThreadedStreams.gateway()
 *                     .deploy(Path.of("target/my-bundle-1.0.0.jar"))
 *                     .stream("console", "transport = exec", "command = cat")
 *         };
 *     }
 *
 *     @Test
 *     public void whatIsWrittenComesBack() throws Exception {
 *         try (ThreadedStream console = streams.attach("console")) {
 *             console.write("hello\n");
 *             console.readUntil("hello", Duration.ofSeconds(10));
 *         }
 *     }
 * }
 * }</pre>
 */
@Export
@Version("1.0.0")
@NullMarked
package org.threadedstreams.paxexam;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
