#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// So many bytes, of which workers take what they need and give it back; who finds too few waits for them.
///
/// A worker that waits blocks its thread. It waits for workers that are at work on other threads, and never while it
/// holds something that one of them waits for: what a picture takes it takes in its turn, one worker at a time, so that
/// all the others that hold memory are done with taking and go on.
///
/// `@unchecked Sendable`, because `free` and `isTurnTaken` are touched under the mutex alone, and mutex and condition
/// are made before anyone else has the object and destroyed after everybody has let go of it.
final class MemoryBudget: @unchecked Sendable {
    /// All of it, in bytes.
    let total: Int
    private var free: Int
    private var isTurnTaken = false
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init(total: Int) {
        self.total = total
        free = total
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Runs what takes memory when no other worker is about to.
    func inTurn<Result>(_ body: () -> Result) -> Result {
        change {
            while isTurnTaken { pthread_cond_wait(changed, mutex) }
            isTurnTaken = true
        }
        defer { change { isTurnTaken = false } }
        return body()
    }

    /// In turn: waits until there are so many bytes, no more than the total, and takes them.
    func take(_ bytes: Int) {
        precondition(bytes <= total, "\(bytes) bytes of \(total)")
        change {
            while free < bytes { pthread_cond_wait(changed, mutex) }
            free -= bytes
        }
    }

    /// At any time.
    func giveBack(_ bytes: Int) { change { free += bytes } }

    private func change(_ body: () -> Void) {
        pthread_mutex_lock(mutex)
        body()
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }
}
