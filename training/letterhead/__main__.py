from training.letterhead.train import main

main()
